"""Random damage to documents that are imported: their rows, or what is wrong with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.contributing.rows import read_rows
from macros.contributing.ways import Rules
from macros.reading.problems import Refused
from tests.support.damage import damaged

DOCUMENTS = {
    "csv": b'section,code,http,name,message\nOrders,-1021,400,TIME,"Too ""late"", by %s"\nOrders,0001,,,Again\n',
    "tsv": b"code\tmessage\n-1021\tToo late\n0001\tAgain\n",
    "md": b"## Orders\n\n| Code | HTTP | Message |\n|---|:-:|---|\n| `-1021` | 400 | Too \\| late |\n| 0001 | | **Again**\n"
    b"\n### -1022 BAD\n\n * Not so\n",
    "html": b"<h2>Orders</h2><table><tr><th>Code<th>Message<tr><td>-1021<td>Too <b>late</b></table>",
    "json": b'[{"code": "-1021", "message": "Too late"}, {"code": 1, "message": null}]',
    "yml": b"- code: '-1021'\n  message: Too late\n",
}


@pytest.mark.parametrize("form", DOCUMENTS)
@given(st.data())
def test_no_damage_to_a_document_brings_the_import_down(
    tmp_path_factory: pytest.TempPathFactory, form: str, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / f"document.{form}"
    path.write_bytes(data.draw(damaged([DOCUMENTS[form]], 5000)))
    try:
        assert all(code for row in read_rows([path], Rules()).rows.values() for code in row.codes)
    except Refused as refusal:
        assert str(refusal)
