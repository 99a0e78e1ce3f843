"""What somebody does to a town's workbook in LibreOffice; runs in LibreOffice's own Python (python3-uno), not in ours.

    /usr/bin/python3 office.py PIPE IN OUT '[[name, result, reason, note], …]'

Fills in the answers by name, sorts all rows by the name downwards, filters on one result, says which cells the
drop-downs would refuse, and saves. Prints the number of cells refused after good reasons, and after a bad one.
"""

import json
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.sheet import TableFilterField
from com.sun.star.sheet.FilterOperator import EQUAL
from com.sun.star.table import TableSortField


def named(name: str, value: object) -> PropertyValue:
    return PropertyValue(name, 0, value, 0)


def desktop(pipe: str) -> object:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            time.sleep(0.25)
    raise TimeoutError(pipe)


def refused(sheet: object) -> int:
    """How many cells hold what their drop-down does not offer."""
    sheet.showInvalid()
    marks = sheet.DrawPage.Count
    sheet.clearArrows()
    return marks


def edit(document: object, answers: list[list[str]]) -> list[int]:
    sheet = document.Sheets.getByName("人员")
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last, width = cursor.RangeAddress.EndRow, cursor.RangeAddress.EndColumn
    headers = [sheet.getCellByPosition(place, 0).String for place in range(width + 1)]
    name, result, reason = (headers.index(header) for header in ("姓名", "核实结果", "原因"))
    for line in range(1, last + 1):
        for who, *cells in answers:
            if sheet.getCellByPosition(name, line).String == who:
                for place, text in enumerate(cells):
                    sheet.getCellByPosition(result + place, line).String = text
    whole = sheet.getCellRangeByPosition(0, 0, width, last)
    order = TableSortField()
    order.Field, order.IsAscending = name, False
    fields = uno.Any("[]com.sun.star.table.TableSortField", (order,))
    uno.invoke(whole, "sort", ((named("SortFields", fields), named("ContainsHeader", True)),))
    after_sort = refused(sheet)

    # The reasons follow the result: one of another result is refused in whatever row it stands.
    lines = [line for line in range(1, last + 1) if sheet.getCellByPosition(result, line).String]
    cell = sheet.getCellByPosition(reason, lines[-1])
    good, cell.String = (
        cell.String,
        "已补缴" if sheet.getCellByPosition(result, lines[-1]).String != "已办理" else "死亡",
    )
    after_bad = refused(sheet)
    cell.String = good

    condition = TableFilterField()
    condition.Field, condition.Operator, condition.StringValue = result, EQUAL, "已办理"
    descriptor = whole.createFilterDescriptor(True)
    descriptor.ContainsHeader = True
    descriptor.FilterFields = (condition,)
    whole.filter(descriptor)
    return [after_sort, after_bad]


def main() -> None:
    pipe, source, target, answers = sys.argv[1:]
    office = desktop(pipe)
    document = office.loadComponentFromURL(uno.systemPathToFileUrl(source), "_blank", 0, (named("Hidden", True),))
    print(json.dumps(edit(document, json.loads(answers))))
    document.storeToURL(uno.systemPathToFileUrl(target), (named("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)
    office.terminate()


main()
