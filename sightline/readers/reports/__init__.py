"""Reports as files: gathered once, written as PDF, DOCX and XLSX."""
