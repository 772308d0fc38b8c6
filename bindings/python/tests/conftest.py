"""`bindings/fixtures`: documents of invented people and what they are verified with."""

from pathlib import Path

import pytest

import qujat

FOLDER = Path(__file__).resolve().parents[2] / "fixtures"

# When they were made: 2026-01-10T09:00:00+05:00.
NOW = 1_768_017_600

# Whose they are.
IIN = "860314499992"


def read(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def text(name: str) -> str:
    return read(name).decode()


def trust() -> qujat.TrustMaterial:
    return qujat.TrustMaterial(signers=[read("publisher.cose_key")], lists=[read("issuers.trust_list")])


@pytest.fixture(scope="session")
def verifier() -> qujat.Verifier:
    return qujat.Verifier(trust(), NOW)


@pytest.fixture
def card(verifier: qujat.Verifier) -> qujat.VerifiedDocument:
    document = verifier.verify_document(read("identity_card.mdoc"), None, NOW).document
    assert document is not None
    return document
