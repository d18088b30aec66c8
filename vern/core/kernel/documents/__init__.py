"""Documents as typed blocks, written as an HTML fragment, a tagged PDF (PDF/UA-1) or a Word file.

`blocks` says what a document is made of; `html.to_html`, `pdf.to_pdf` and `word.to_docx` write it.
Pure: no database, no settings, no request.
"""
