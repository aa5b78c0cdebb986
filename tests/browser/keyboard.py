"""A person who uses nothing but the keyboard, and sees what has the focus."""

from __future__ import annotations

from playwright.sync_api import Page

# The name of what has the focus, as a screen reader would say it, roughly.
FOCUSED = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return "";
  const label = it.labels && it.labels.length ? it.labels[0].textContent : "";
  return (it.getAttribute("aria-label") || label || it.textContent || it.value || "").replace(/\\s+/g, " ").trim();
}"""

# A focus that cannot be seen is none.
VISIBLE = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 3;
}"""

# What has the focus is not hidden behind something else (WCAG 2.2, 2.4.11): its middle is its own.
COVERED = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return "";
  const { left, top, width, height } = it.getClientRects()[0];
  const above = document.elementFromPoint(left + width / 2, top + height / 2);
  return it.contains(above) ? "" : `${it.outerHTML.slice(0, 200)} is behind ${above?.outerHTML.slice(0, 200)}`;
}"""


def step(page: Page, key: str = "Tab") -> str:
    """Press Tab, or Shift and Tab; return the name of what has the focus, which nothing covers."""
    page.keyboard.press(key)
    assert page.evaluate(COVERED) == ""
    name: str = page.evaluate(FOCUSED)
    return name


def tab_to(page: Page, name: str, *, limit: int = 80) -> None:
    """Press Tab until what is called `name` has the focus, and the focus is visible."""
    seen = []
    for _ in range(limit):
        focused = step(page)
        seen.append(focused)
        if focused.startswith(name):
            assert page.evaluate(VISIBLE), f"the focus on {name} is not visible"
            return
    raise AssertionError(f"{name!r} is not reached by Tab; seen: {seen}")


def press(page: Page, name: str, key: str = "Enter") -> None:
    """Go to what is called `name` and press a key on it."""
    tab_to(page, name)
    page.keyboard.press(key)
