from conftest import IIN, NOW, read, text

import qujat
from qujat import CheckName, CodeKind, Verdict


def test_only_valid_documents_of_the_subject_get_in_each_once(verifier: qujat.Verifier) -> None:
    holder = qujat.Holder(verifier, IIN)
    card = read("identity_card.mdoc")
    assert holder.add(card, NOW).verdict == Verdict.VALID
    assert holder.add(read("driving_licence.mdoc"), NOW).verdict == Verdict.VALID
    assert holder.add(card, NOW).verdict == Verdict.VALID
    assert holder.add(read("identity_card_changed.mdoc"), NOW).verdict == Verdict.INVALID
    kinds = sorted(document.doc_type() for document in holder.list())
    assert kinds == ["kz.gov.egov.identity_card.1", "org.iso.18013.5.1.mDL"]

    another = qujat.Holder(verifier, "000000000101")
    decisive = another.add(card, NOW).decisive
    assert decisive is not None
    assert decisive.name == CheckName.SUBJECT
    assert another.list() == []


def test_open_access_is_a_code_digits_and_a_countdown(verifier: qujat.Verifier) -> None:
    holder = qujat.Holder(verifier, IIN)
    link, digits = text("grant.link"), text("grant.digits")
    screen = holder.show_access(link, digits, NOW)
    assert screen.seconds_left == 180
    assert screen.digits is not None
    assert screen.digits.replace(" ", "") == digits
    assert screen.symbol is not None
    side = screen.symbol.size() * 4
    found = qujat.Scanner().scan(screen.symbol.luma(4), side, side, side)
    assert [(code.text, code.kind) for code in found] == [(link, CodeKind.GRANT)]

    ended = holder.show_access(link, digits, NOW + 180)
    assert (ended.seconds_left, ended.symbol, ended.digits) == (0, None, None)
