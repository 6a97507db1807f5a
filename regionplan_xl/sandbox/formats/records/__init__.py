"""The container and records of binary workbooks, .xls and .xlsb, below what is read from them."""
