"""The commands about e-mail, one file each."""
