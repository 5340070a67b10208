"""An open, bilingual registry of Hong Kong's innovation and technology."""

__version__ = "0.1.0"
