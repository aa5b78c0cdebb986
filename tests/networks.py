"""Addresses of the network as the limits count them: those in one line together, those in different lines apart."""

COUNTED_TOGETHER = (
    ("192.0.2.1", "::ffff:192.0.2.1", "::FFFF:c000:201"),
    ("192.0.2.2", "::ffff:192.0.2.2"),
    ("10.10.10.10", "::ffff:10.10.10.10"),  # in binary: the ends of lines
    ("2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
    ("2001:db8:1:3::1", "2001:db8:1:3::"),
    ("2001:db8::1", "2001:db8:0:0:1::", "2001:DB8:0:0:1:2:3:4"),
    ("2001::3:0:0:0:1", "2001:0:0:3::"),
    ("2001:db8:a0a:a0a::", "2001:db8:a0a:a0a:a0a:a0a:a0a:a0a"),
    ("::1", "::2", "::fffe:192.0.2.1", "::192.0.2.1"),
)

# The same for the wider networks of IPv6, by the length of their prefix.
WIDER = {
    56: (("2001:db8:1:200::1", "2001:db8:1:2ff:ffff::"), ("2001:db8:1:300::1", "2001:db8:1:3ab::")),
    48: (("2001:db8:1::1", "2001:db8:1:ffff::1"), ("2001:db8:2::1", "2001:db8:2:1::"), ("::fffe:192.0.2.1", "::1")),
}
IPV4 = ("192.0.2.1", "::ffff:192.0.2.1", "10.10.10.10")
