"""Invented names for the bookings of the demonstration."""

NAMES = (
    "Jeanne Morvan", "Ahmed Benali", "Odile Kerneis", "Lucas Petit", "Fatou Ndiaye", "Marcel Guillou", "Nadia Cherif",
    "Yvonne Le Bihan", "Pascal Riou", "Mei Lin", "Rose Abgrall", "Kevin Tanguy", "Simone Prigent", "Ibrahim Traore",
    "Anne Queffelec", "Bernard Jaouen", "Lina Haddad", "Paulette Corre", "Hugo Lebreton", "Denise Floch",
    "Olena Kovalenko", "Robert Cadiou", "Aminata Sow", "Gisele Marzin", "Theo Bodilis", "Louise Pennec",
)  # fmt: skip
