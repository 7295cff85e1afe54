"""The columns of the grid, and the details a person may hold back."""

from dataclasses import dataclass

from consent.vocabulary.messages import gettext_noop as _
from consent.vocabulary.terms import Detail, Kind


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind of data, with the HL7 sensitivity codes that name it."""

    code: Kind
    label: str
    line: str
    hl7: tuple[str, ...]
    since: int = 1


@dataclass(frozen=True, slots=True)
class DetailRow:
    """One detail of a kind, with its HL7 sensitivity codes."""

    code: Detail
    label: str
    hl7: tuple[str, ...]
    since: int = 1


KINDS = (
    KindRow(Kind.SURVEY, _("My answers"), _("What I told in forms."), ()),
    KindRow(
        Kind.HEALTH, _("My health details"), _("Illness, medicine, test values."), ()
    ),
    KindRow(
        Kind.GENE, _("My gene test results"), _("What a gene test found."), ("GDIS",)
    ),
    KindRow(
        Kind.GENOME,
        _("My full DNA record"),
        _("It can point to me and my family. Needs gene test results too."),
        ("GDIS",),
    ),
    KindRow(
        Kind.SAMPLE,
        _("My samples"),
        _("Blood, spit, tissue. Reading their DNA needs my full DNA record too."),
        (),
    ),
)
DETAILS = (
    DetailRow(Detail.FAMILY, _("Family"), ()),
    DetailRow(Detail.DEVICE, _("Phone or watch data"), ()),
    DetailRow(Detail.MENTAL, _("Mental health"), ("MH", "PSY")),
    DetailRow(Detail.SEXUAL, _("Sex, pregnancy, birth"), ("SEX",)),
    DetailRow(Detail.INFECTION, _("HIV and infections from sex"), ("HIV", "STD")),
    DetailRow(
        Detail.SUBSTANCE,
        _("Alcohol and drugs"),
        ("ETH", "SUD", "ETHUD", "OPIOIDUD"),
    ),
    DetailRow(Detail.VIOLENCE, _("Violence and abuse"), ("SDV", "VIO")),
    DetailRow(Detail.IMAGE, _("Pictures and scans"), ()),
)
KIND = {row.code: row for row in KINDS}
DETAIL = {row.code: row for row in DETAILS}
