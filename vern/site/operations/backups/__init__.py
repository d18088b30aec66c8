"""Backups: the database, then the files, encrypted for those who hold a key (age).

One backup is one folder:

    SHA256SUMS          of the other three, to be checked without any key: sha256sum -c SHA256SUMS
    manifest.json.age   when, of what, rows of each table, digest of each file
    database.dump.age   pg_dump's custom format
    files.tar.age       every file of the store

The database comes first and files are never changed once written: so every file that the
database names is in the copy, unless it was removed meanwhile. All parts open with the program
`age`, without Vern.
"""
