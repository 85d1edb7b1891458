"""HTML to PDF, alone with WeasyPrint, which runs in a child process and sees nothing of the register."""
