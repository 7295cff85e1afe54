// A scanned code brings the number behind the #, where no server and no log sees it.
const form = document.querySelector("[data-fragment]");
const number = decodeURIComponent(location.hash.slice(1));

if (form && /^[\w -]{20,60}$/.test(number)) {
  form.querySelector(`#${form.dataset.fragment}`).value = number;
  history.replaceState(null, "", location.pathname);
}
