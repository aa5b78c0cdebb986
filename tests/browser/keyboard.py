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


def tab_to(page: Page, name: str, *, limit: int = 80) -> None:
    """Press Tab until what is called `name` has the focus, and the focus is visible."""
    seen = []
    for _ in range(limit):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        seen.append(focused)
        if focused.startswith(name):
            assert page.evaluate(VISIBLE), f"the focus on {name} is not visible"
            return
    raise AssertionError(f"{name!r} is not reached by Tab; seen: {seen}")


def press(page: Page, name: str, key: str = "Enter") -> None:
    """Go to what is called `name` and press a key on it."""
    tab_to(page, name)
    page.keyboard.press(key)
