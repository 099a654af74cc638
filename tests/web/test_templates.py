"""Templates for download: one address a table and format."""

import io

import httpx
import openpyxl
import pytest
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI

from spacegraph.tables.catalogue import TABLES
from spacegraph.tables.table import Table
from spacegraph.web import templates
from spacegraph.web.problems import add_problems


def ask(method: str, address: str) -> httpx.Response:
    app = FastAPI()
    add_problems(app)
    app.include_router(templates.router)

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.request(method, address)

    with start_blocking_portal() as portal:
        return portal.call(send)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_can_be_had(table: Table) -> None:
    answer = ask("GET", f"/templates/{table.name}.csv")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == f'attachment; filename="{table.name}.csv"'
    assert answer.content.decode("utf-8-sig").strip() == ",".join(table.header)
    workbook = ask("GET", f"/templates/{table.name}.xlsx")
    assert table.name in openpyxl.load_workbook(io.BytesIO(workbook.content)).sheetnames
    assert ask("HEAD", f"/templates/{table.name}.xlsx").status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [("/templates/nothing.csv", 404), ("/templates/contracts.pdf", 400)],
)
def test_what_cannot_be_had(address: str, status: int) -> None:
    assert ask("GET", address).status_code == status
