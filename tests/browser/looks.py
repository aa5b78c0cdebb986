"""What is seen of a page without reading it: by axe, and whether it fits the screen."""

from __future__ import annotations

from playwright.sync_api import Page

# The WCAG 2.2 AA rules and axe's best practices.
RUN_AXE = """async (rules) => {
  const only = rules.length ? { runOnly: { type: "rule", values: rules } } : {};
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...only });
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)}`));
}"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Controls and titles beyond the edge of the screen, or whose words stand out of their box.
CUT_OFF = """() => [...document.querySelectorAll("main :is(a, button, input, select, textarea, summary, h1, h2, h3)")]
  .filter((it) => it.checkVisibility() && !it.closest(".sr-only, .scroll, pre"))
  .filter((it) => {
    const { left, right } = it.getBoundingClientRect();
    const spills = it.matches("button, .button") && it.scrollWidth > it.clientWidth + 1;
    return left < -1 || right > innerWidth + 1 || spills;
  })
  .map((it) => it.outerHTML.slice(0, 200))"""


def findings(page: Page, axe: str, where: str) -> list[str]:
    """Run axe on the page as it is now. It comes in by the debugger, so that the policy stays as it is."""
    page.wait_for_load_state()
    page.evaluate(axe)
    return [f"{where}: {finding}" for finding in page.evaluate(RUN_AXE, [])] + what_does_not_fit(page, where)


def what_does_not_fit(page: Page, where: str) -> list[str]:
    """Return what stands beyond the edge of the screen, or out of its box."""
    page.wait_for_load_state()
    found = [f"{where}: cut off: {html}" for html in page.evaluate(CUT_OFF)]
    return [*found, f"{where} is wider than the screen"] if page.evaluate(WIDER) > 0 else found


def too_faint_in_the_dark(page: Page, where: str) -> list[str]:
    """Return what has too little contrast in dark colours, on a page that `findings` has looked at."""
    page.emulate_media(color_scheme="dark")
    found = page.evaluate(RUN_AXE, ["color-contrast", "link-in-text-block"])
    page.emulate_media(color_scheme="light")
    return [f"{where} in the dark: {finding}" for finding in found]


def assert_accessible(page: Page, axe: str, where: str) -> None:
    """Fail if axe finds anything, or if something does not fit the screen."""
    found = findings(page, axe, where)
    assert not found, found
