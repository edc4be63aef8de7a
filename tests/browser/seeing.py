"""What tests ask of a page that somebody looks at: barriers, overflow, focus, targets."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SIZES = [(1280, False), (1280, True), (360, False), (360, True)]
"""Width of the window, and whether it is dark."""


def barriers(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds against WCAG 2.2 AA and good practice, or against these rules; none is the only right answer."""
    asked = {"type": "rule", "values": rules} if rules else RULES
    found = Axe().run(page, options={"runOnly": asked, "resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {one['help']} {node['target']} {node['any'][:1]}" for one in found for node in one["nodes"]]


def overflowing(page: Page) -> list[str]:
    """Whatever makes the page wider than its window."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
            .filter(one => !one.closest(".scroll, .drawing, .tabs"))
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
            .map(one => one.outerHTML.slice(0, 120))"""
    )


def small_targets(page: Page) -> list[str]:
    """Buttons, places and fields lower than 44 px."""
    return page.evaluate(
        """() => [...document.querySelectorAll(
                "button, .button, .places a, .tabs a, summary, select, textarea, input")]
            .filter(one => !["hidden", "checkbox", "radio"].includes(one.type))
            .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 43.9)
            .map(one => one.outerHTML.slice(0, 120))"""
    )


def badly_focused(page: Page, most: int = 200) -> list[str]:
    """Where a traveller by Tab would lose sight: no outline, outside the window, or under a bar."""
    lost = []
    for _ in range(most):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => {
                const one = document.activeElement;
                if (one === document.body) return null;
                const box = one.getBoundingClientRect();
                const drawn = getComputedStyle(one);
                const tall = box.height > innerHeight;  // its top may be gone: then the middle of what is left counts
                const top = tall ? (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2
                    : box.top + Math.min(box.height / 2, 20);
                const middle = document.elementFromPoint(Math.min(box.left + box.width / 2, innerWidth - 1), top);
                const seen = middle && (one.contains(middle) || middle.contains(one));
                const shape = one.closest("svg") && one.querySelector("path, circle");  // an outline would be a box
                const marked = parseFloat(drawn.outlineWidth) >= 2 && drawn.outlineStyle !== "none"
                    || shape && parseFloat(getComputedStyle(shape).strokeWidth) >= 2;
                const told = one.outerHTML.slice(0, 120);
                return marked && seen ? "" : `${marked ? "" : "no outline "}${seen ? "" : "hidden "}${told}`;
            }"""
        )
        if state is None:
            return lost
        if state:
            lost.append(state)
    raise AssertionError("Tab never comes to an end")
