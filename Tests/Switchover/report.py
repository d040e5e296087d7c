"""The table that is printed, and whether everything was as promised."""


class Report:
    def __init__(self) -> None:
        self.failed: list[str] = []

    def title(self, text: str) -> None:
        print(f"\n== {text}", flush=True)

    def row(self, what: str, figure: str, remark: str = "", verdict: str = "") -> None:
        print(f"{verdict:5} {what:<76} {figure:<34} {remark}".rstrip(), flush=True)

    def check(self, what: str, is_kept: bool, figure: str, remark: str = "") -> None:
        if not is_kept:
            self.failed.append(what)
        self.row(what, figure, remark, "ok" if is_kept else "NOT")
