// A code after the # of an address never reaches a server's log: it is filled in here.
const field = document.querySelector("[data-from-fragment]");
const code = decodeURIComponent(location.hash.slice(1));

if (field && /^[0-9A-Za-z -]{4,80}$/.test(code)) {
  field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
}
