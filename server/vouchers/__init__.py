"""The Pass numérique: vouchers that pay for a workshop."""
