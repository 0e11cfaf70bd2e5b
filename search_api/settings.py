from kg.settings import Settings

__all__ = ["Settings"]
