"""PandaVision: how far can an attacker bend the inputs of an image classifier before it fails?"""

__version__ = "0.1.0"
