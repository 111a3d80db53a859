"""The papers behind the attacks, as BibTeX."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from pandavision_gui.engine.corruptions import CORRUPTIONS

_LINE = 88


@dataclass(frozen=True)
class Reference:
    """One entry.

    Attributes
    ----------
    key
        Where it is cited by.
    kind
        BibTeX's: "inproceedings", "article", "misc", "techreport".
    fields
        In the order in which they are written.
    """

    key: str
    kind: str
    fields: tuple[tuple[str, str], ...]

    @property
    def bibtex(self) -> str:
        """The entry as BibTeX reads it, in lines that a page has room for."""
        lines = [
            textwrap.fill(
                f"  {name} = {{{value}}}",
                _LINE,
                subsequent_indent="    ",
                break_long_words=False,
                break_on_hyphens=False,
            )
            for name, value in self.fields
        ]
        return f"@{self.kind}{{{self.key},\n" + ",\n".join(lines) + "\n}"


def _paper(key: str, author: str, title: str, where: str, year: str) -> Reference:
    fields = (("author", author), ("title", title), ("booktitle", where), ("year", year))
    return Reference(key, "inproceedings", fields)


_ICLR = "International Conference on Learning Representations (ICLR)"
_ICML = "International Conference on Machine Learning (ICML)"
_CVPR = "IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)"
_SP = "IEEE Symposium on Security and Privacy (S\\&P)"
_ECCV = "European Conference on Computer Vision (ECCV)"
_NEURIPS = "Advances in Neural Information Processing Systems (NeurIPS)"

REFERENCES: dict[str, Reference] = {
    one.key: one
    for one in (
        _paper(
            "madry2018towards",
            "Madry, Aleksander and Makelov, Aleksandar and Schmidt, Ludwig and Tsipras, Dimitris "
            "and Vladu, Adrian",
            "Towards Deep Learning Models Resistant to Adversarial Attacks",
            _ICLR,
            "2018",
        ),
        _paper(
            "dong2018boosting",
            "Dong, Yinpeng and Liao, Fangzhou and Pang, Tianyu and Su, Hang and Zhu, Jun and Hu, "
            "Xiaolin and Li, Jianguo",
            "Boosting Adversarial Attacks with Momentum",
            _CVPR,
            "2018",
        ),
        _paper(
            "goodfellow2015explaining",
            "Goodfellow, Ian J. and Shlens, Jonathon and Szegedy, Christian",
            "Explaining and Harnessing Adversarial Examples",
            _ICLR,
            "2015",
        ),
        _paper(
            "carlini2017towards",
            "Carlini, Nicholas and Wagner, David",
            "Towards Evaluating the Robustness of Neural Networks",
            _SP,
            "2017",
        ),
        _paper(
            "croce2020reliable",
            "Croce, Francesco and Hein, Matthias",
            "Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse "
            "Parameter-free Attacks",
            _ICML,
            "2020",
        ),
        _paper(
            "croce2021mind",
            "Croce, Francesco and Hein, Matthias",
            "Mind the Box: $l_1$-{APGD} for Sparse Adversarial Attacks on Image Classifiers",
            _ICML,
            "2021",
        ),
        _paper(
            "andriushchenko2020square",
            "Andriushchenko, Maksym and Croce, Francesco and Flammarion, Nicolas and Hein, "
            "Matthias",
            "Square Attack: a Query-efficient Black-box Adversarial Attack via Random Search",
            _ECCV,
            "2020",
        ),
        _paper(
            "pintor2021fast",
            "Pintor, Maura and Roli, Fabio and Brendel, Wieland and Biggio, Battista",
            "Fast Minimum-norm Adversarial Attacks through Adaptive Norm Constraints",
            _NEURIPS,
            "2021",
        ),
        _paper(
            "rony2019decoupling",
            "Rony, J{\\'e}r{\\^o}me and Hafemann, Luiz G. and Oliveira, Luiz S. and Ben Ayed, "
            "Ismail and Sabourin, Robert and Granger, Eric",
            "Decoupling Direction and Norm for Efficient Gradient-Based L2 Adversarial Attacks "
            "and Defenses",
            _CVPR,
            "2019",
        ),
        _paper(
            "moosavi2016deepfool",
            "Moosavi-Dezfooli, Seyed-Mohsen and Fawzi, Alhussein and Frossard, Pascal",
            "{DeepFool}: a Simple and Accurate Method to Fool Deep Neural Networks",
            _CVPR,
            "2016",
        ),
        _paper(
            "chen2020hopskipjump",
            "Chen, Jianbo and Jordan, Michael I. and Wainwright, Martin J.",
            "{HopSkipJumpAttack}: A Query-Efficient Decision-Based Attack",
            _SP,
            "2020",
        ),
        _paper(
            "brendel2018decision",
            "Brendel, Wieland and Rauber, Jonas and Bethge, Matthias",
            "Decision-Based Adversarial Attacks: Reliable Attacks Against Black-Box Machine "
            "Learning Models",
            _ICLR,
            "2018",
        ),
        _paper(
            "hendrycks2019benchmarking",
            "Hendrycks, Dan and Dietterich, Thomas",
            "Benchmarking Neural Network Robustness to Common Corruptions and Perturbations",
            _ICLR,
            "2019",
        ),
        _paper(
            "engstrom2019exploring",
            "Engstrom, Logan and Tran, Brandon and Tsipras, Dimitris and Schmidt, Ludwig and "
            "Madry, Aleksander",
            "Exploring the Landscape of Spatial Robustness",
            _ICML,
            "2019",
        ),
        Reference(
            "papernot2016transferability",
            "misc",
            (
                ("author", "Papernot, Nicolas and McDaniel, Patrick and Goodfellow, Ian"),
                (
                    "title",
                    "Transferability in Machine Learning: from Phenomena to Black-Box Attacks "
                    "using Adversarial Samples",
                ),
                ("note", "arXiv:1605.07277"),
                ("year", "2016"),
            ),
        ),
        Reference(
            "carlini2019evaluating",
            "misc",
            (
                (
                    "author",
                    "Carlini, Nicholas and Athalye, Anish and Papernot, Nicolas and Brendel, "
                    "Wieland and Rauber, Jonas and Tsipras, Dimitris and Goodfellow, Ian and "
                    "Madry, Aleksander and Kurakin, Alexey",
                ),
                ("title", "On Evaluating Adversarial Robustness"),
                ("note", "arXiv:1902.06705"),
                ("year", "2019"),
            ),
        ),
        Reference(
            "pintor2022secml",
            "article",
            (
                (
                    "author",
                    "Pintor, Maura and Demetrio, Luca and Sotgiu, Angelo and Melis, Marco and "
                    "Demontis, Ambra and Biggio, Battista",
                ),
                ("title", "secml: Secure and Explainable Machine Learning in {Python}"),
                ("journal", "SoftwareX"),
                ("volume", "18"),
                ("pages", "101095"),
                ("year", "2022"),
            ),
        ),
        Reference(
            "wilson1927probable",
            "article",
            (
                ("author", "Wilson, Edwin B."),
                (
                    "title",
                    "Probable Inference, the Law of Succession, and Statistical Inference",
                ),
                ("journal", "Journal of the American Statistical Association"),
                ("volume", "22"),
                ("number", "158"),
                ("pages", "209--212"),
                ("year", "1927"),
            ),
        ),
        Reference(
            "vassilev2025adversarial",
            "techreport",
            (
                (
                    "author",
                    "Vassilev, Apostol and Oprea, Alina and Fordyce, Alie and Anderson, Hyrum and "
                    "Davies, Xander and Hamin, Maia",
                ),
                (
                    "title",
                    "Adversarial Machine Learning: A Taxonomy and Terminology of Attacks and "
                    "Mitigations",
                ),
                ("institution", "National Institute of Standards and Technology"),
                ("number", "NIST AI 100-2e2025"),
                ("year", "2025"),
            ),
        ),
    )
}

_OF_FAMILIES = {
    "mpgd": ("dong2018boosting",),
    "pgd": ("madry2018towards",),
    "apgd": ("croce2020reliable", "croce2021mind"),
    "fgsm": ("goodfellow2015explaining",),
    "square": ("andriushchenko2020square",),
    "fmn": ("pintor2021fast",),
    "ddn": ("rony2019decoupling",),
    "cw": ("carlini2017towards",),
    "deepfool": ("moosavi2016deepfool",),
    "hopskipjump": ("chen2020hopskipjump",),
    "boundary": ("brendel2018decision",),
    "standard": ("madry2018towards", "dong2018boosting", "carlini2017towards"),
    "thorough": ("madry2018towards", "carlini2017towards"),
    "transfer": ("papernot2016transferability",),
    "worst-case": ("carlini2019evaluating",),
    "secml-classic": ("madry2018towards", "pintor2022secml"),
    "secml-classic-cw": ("carlini2017towards", "pintor2022secml"),
    "secml-classic-own": ("pintor2022secml",),
    "rotation": ("engstrom2019exploring",),
    "shift": ("engstrom2019exploring",),
    "noise": (),
}


def references_of(attacks: Iterable[str]) -> tuple[Reference, ...]:
    """Return the papers of attacks, by their catalogue names; each once, in order."""
    keys: dict[str, None] = {}
    for name in attacks:
        family = name.rpartition("-")[0]
        known = _OF_FAMILIES.get(name) or _OF_FAMILIES.get(family or name, ())
        if name in CORRUPTIONS and not known:
            known = ("hendrycks2019benchmarking",)
        keys.update(dict.fromkeys(known))
    return tuple(REFERENCES[key] for key in keys)
