"""The errors of the project. One root, few children, each carrying what a person needs to mend the input.

MarsadError
├── InvalidData      a row, field or file does not say what it must
└── InvalidModel     schema/model.yaml contradicts itself
"""


class MarsadError(Exception):
    """Root of every error that Marsad raises on purpose; its text is meant for a person."""


class InvalidData(MarsadError):
    """Input that cannot be taken as it is. `where` names the file, line or field; `remedy` says what to do."""

    def __init__(self, problem: str, *, where: str = "", remedy: str = "") -> None:
        self.problem, self.where, self.remedy = problem, where, remedy
        super().__init__(f"{where}: {problem}" if where else problem)
        if remedy:
            self.args = (f"{self.args[0]}. {remedy}",)


class InvalidModel(MarsadError):
    """The model file contradicts itself; the message names the entry."""
