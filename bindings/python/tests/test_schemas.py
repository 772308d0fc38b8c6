"""The schemas of forms and records, judged by jsonschema: what the library takes they take, and a mistake they refuse too."""

import copy
import importlib
import json
from pathlib import Path
from typing import Any

import pytest
import qujat

ROOT = Path(__file__).parents[3]
FORMS = sorted((ROOT / "src/display/forms").glob("*.json"))
RECORDS = sorted((ROOT / "examples/data").glob("*.json"))
# It has no types of its own.
jsonschema: Any = importlib.import_module("jsonschema")


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def judge(name: str) -> Any:
    schema = load(ROOT / "docs/schemas" / name)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_each_form_is_as_its_schema_says(path: Path) -> None:
    assert len(FORMS) == 16
    assert [error.message for error in judge("display_form.json").iter_errors(load(path))] == []
    assert qujat.DisplayForm.from_json(path.read_text(encoding="utf-8")).not_understood() == []


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_each_record_is_as_the_schema_of_its_kind_says(path: Path) -> None:
    record, schema = load(path), judge("records.json")
    if record["kind"] == "pupil_card":
        assert not schema.is_valid(record), "a kind that is not known has no schema here"
        return
    assert schema.is_valid(record)
    for missing in ["number", "issued", "issuer", "subject"]:
        without = {name: value for name, value in record.items() if name != missing}
        assert not schema.is_valid(without), missing
    assert not schema.is_valid({**record, "another": 1})
    assert not schema.is_valid({**record, "fields": {**record["fields"], "another": 1}})


def changed(form: Any, path: str, value: Any) -> Any:
    form = copy.deepcopy(form)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place = form
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return form


ROW = "sections.1.rows.0"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("doc_type", None),
        ("version", 0),
        ("dated", "01.01.2026"),
        ("title.ru", None),
        ("colours", "aurora"),
        ("validity.until", None),
        ("statement.clause", "352"),
        ("sections", []),
        ("hologram", {}),
        (f"{ROW}.id", "Iin"),
        (f"{ROW}.label", "IIN"),
        (f"{ROW}.element", {}),
        (f"{ROW}.element", ["iin"]),
        (f"{ROW}.format", "barcode"),
        (f"{ROW}.format", "enumeration"),
        (f"{ROW}.format", "persons"),
        (f"{ROW}.unit", {"kk": "a", "ru": "b"}),
        (f"{ROW}.reveal", "on_nod"),
        (f"{ROW}.seen_by", "relatives"),
        (f"{ROW}.when", {"element": "iin"}),
        (f"{ROW}.when", {"minor": True, "state": ["valid"]}),
        (f"{ROW}.when", {"state": ["frozen"]}),
        ("badges", [{"id": "x", "text": {"kk": "a", "ru": "b"}}]),
    ],
)
def test_a_mistake_in_a_form_is_refused(path: str, value: Any) -> None:
    form = load(ROOT / "src/display/forms/identity_card.json")
    assert not judge("display_form.json").is_valid(changed(form, path, value))
