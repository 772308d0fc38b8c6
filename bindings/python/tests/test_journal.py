"""A cabinet's journal of views, and what an organisation brings."""

import json

import pytest
from conftest import IIN, NOW, read

import qujat
from qujat import AccessAdmission, AccessAnswer, AccessChannel, AccessGround, AccessRequest, Language, Verdict, Viewer

REFUSED = "Журнал просмотров неполон или был изменён."


@pytest.fixture(scope="session")
def service() -> qujat.Verifier:
    lists = [read("issuers.trust_list"), read("organisations.trust_list")]
    return qujat.Verifier(qujat.TrustMaterial(signers=[read("publisher.cose_key")], lists=lists), NOW)


def marks() -> list[bytes]:
    return [read("mother_1.mark"), read("mother_2.mark")]


def test_a_whole_journal_is_shown_and_taken_away(service: qujat.Verifier) -> None:
    verdict = service.verify_journal(IIN, marks(), read("mother.checkpoint"), Language.ENGLISH, NOW)
    assert (verdict.fault, verdict.explanation) == (None, None)
    assert verdict.checkpoint is not None and verdict.checkpoint.verdict == Verdict.VALID
    journal = verdict.journal
    assert journal is not None
    shown = journal.marks(Language.ENGLISH)
    assert [(mark.number, mark.is_subject, mark.door) for mark in shown] == [(1, False, "default"), (2, False, "default")]
    assert "you viewed the document" in shown[0].sentence
    assert shown[1].at == NOW + 60
    assert journal.has_pair(1, read("child_1.mark"))
    assert not journal.has_pair(2, read("child_1.mark"))
    assert len(json.loads(journal.json())) == 2
    assert len(journal.csv(Language.KAZAKH).splitlines()) == 3


def test_a_journal_that_is_not_whole_is_none(service: qujat.Verifier) -> None:
    shortened = service.verify_journal(IIN, marks()[:1], read("mother.checkpoint"), Language.RUSSIAN, NOW)
    headless = service.verify_journal(IIN, marks()[1:], None, Language.RUSSIAN, NOW)
    for verdict in (shortened, headless):
        assert verdict.journal is None
        assert verdict.fault
        assert verdict.explanation == REFUSED


@pytest.mark.parametrize(("owner", "mark", "code"), [("1", b"", "owner"), (IIN, b"\x01", "mark")])
def test_what_is_none_is_raised(service: qujat.Verifier, owner: str, mark: bytes, code: str) -> None:
    with pytest.raises(qujat.InputError) as raised:
        journal = service.verify_journal(owner, marks(), None, Language.KAZAKH, NOW).journal
        assert journal is not None
        journal.has_pair(1, mark)
    assert raised.value.code == code


def test_an_organisation_is_admitted_by_what_it_brings(card: qujat.VerifiedDocument, service: qujat.Verifier) -> None:
    def ask(admission: AccessAdmission | None) -> qujat.AccessDecision:
        request = AccessRequest(
            viewer=Viewer.EMPLOYEE("970240999995", "841123399997"),
            ground=AccessGround.CONSENT(),
            channel=AccessChannel.INTEGRATION,
            admission=admission,
        )
        return service.decide(card, request, Language.KAZAKH, NOW)

    whole = ask(
        AccessAdmission(
            accreditation=read("bank.accreditation"), aim="open_account", employee=read("clerk.employee")
        )
    )
    assert whole.answer == AccessAnswer.ASK_SERVICE
    assert {"352/20", "352/21"} <= set(whole.clauses)
    assert ask(None).reason == "not_admitted"
    alone = ask(AccessAdmission(accreditation=read("bank.accreditation"), aim="open_account"))
    assert (alone.answer, alone.reason) == (AccessAnswer.REFUSE, "not_admitted")
    assert alone.explanation
