"""Texts that try to become markup, script or another address (W3)."""

XSS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "javascript:alert(1)//",
    "{{ 7*7 }}${7*7}<%= 7*7 %>",
    "<a href=javascript:alert(1)>click</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "--><script>alert(1)</script><!--",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
)
