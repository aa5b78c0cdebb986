"""The registrar's commands; tokens never leave the registrar's machine."""
