"""Which network addresses a request to the outside must never reach (IANA special-purpose registries)."""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

FORBIDDEN_4 = [
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's metadata address outside the private ranges
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
]
PUBLIC_6 = ipaddress.ip_network("2000::/3")
FORBIDDEN_6 = [
    ipaddress.ip_network(text)
    for text in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16")
]


def forbidden(address: Address) -> bool:
    """Tell whether `address` is private, local, reserved or a way around (mapped, 6to4, NAT64)."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return forbidden(address.ipv4_mapped)
        return address not in PUBLIC_6 or any(address in network for network in FORBIDDEN_6)
    return any(address in network for network in FORBIDDEN_4)
