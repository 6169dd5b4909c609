"""The fifteen hubs for digital inclusion (« hubs territoriaux ») and the territory that each one declares."""

from server.territories.rules import Extent

# By key: name, and what it takes in. As the Agence nationale de la cohésion des territoires lists them.
HUBS: dict[str, tuple[str, Extent]] = {
    "hinaura": ("Hinaura", Extent(("R84",))),
    "hubik": ("Hubik", Extent(("R75",))),
    "mednum-bfc": ("Hub MedNum BFC", Extent(("R27",))),
    "hub-du-sud": ("Hub du Sud", Extent(("R93",))),
    "assembleurs": ("Les Assembleurs", Extent(("R32",))),
    "ultra-numerique": ("Hub UltraNumérique", Extent(("D971", "D976"))),
    "antilles-guyane": ("Hub Antilles-Guyane", Extent(("D973",))),
    "rhinocc": ("RhinOcc", Extent(("D11", "D31", "D32", "D65"))),
    "francil-in": ("Francil-in", Extent(("R11",))),
    "conumm": ("CONUMM", Extent(("R52",))),
    "hub-bretagne": ("Hub Bretagne", Extent(("R53",))),
    "hub-corse": ("Hub Corse", Extent(("R94",))),
    "hubest": ("HubEst", Extent(("R44",))),
    "hub-lo": ("Hub-Lo", Extent(("R24",))),
    "hub-normandie": ("Hub Normandie", Extent(("R28",))),
}
