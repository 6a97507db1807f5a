"""Functions shared by the scripts that the system's Python runs inside LibreOffice."""

import os
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.lang import DisposedException  # type: ignore[import-not-found]


def connect(pipe: str) -> Any:
    """Return the desktop of the LibreOffice that listens on that pipe."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(300):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            time.sleep(0.2)
    raise SystemExit("LibreOffice does not answer")


def end(desktop: Any) -> None:
    """End LibreOffice, which may be gone before it has answered."""
    with suppress(DisposedException):
        desktop.terminate()


def run(main: Callable[[], None]) -> None:
    """Run a script and leave at once: UNO's bridge now and then crashes a Python that is tidying up."""
    status = 0
    try:
        main()
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def option(name: str, value: object) -> Any:
    """Make one option for opening or saving a document."""
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made
