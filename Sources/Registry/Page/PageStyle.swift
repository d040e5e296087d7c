/// The page's style sheet.
///
/// Blue and green mean the two fleets and nothing else; what stands by is grey, red is for what is wrong. Each of them
/// has a letter, a mark or a word beside it. All pairs of text and ground reach the contrast of WCAG AA.
enum PageStyle {
    static let path = "/registry/style.css"
    /// As the page links to it, so that a proxy may put a prefix before both.
    static let relativePath = String(path.dropFirst())

    static let text = """
        :root {
            color-scheme: light dark;
            --ground: #f4f6f8; --card: #ffffff; --line: #d5dbe3; --text: #1b2430; --quiet: #566273;
            --link: #1b4f9c; --focus: #1b4f9c;
            --blue: #1b5fc9; --green: #13733f; --on-fleet: #ffffff; --standby: #5f6b7a;
            --well: #f0f3f6; --warn: #fff3d6; --warn-text: #7a4b00; --warn-line: #c58a1b;
            --alarm: #fde8e6; --alarm-text: #a11b12; --alarm-line: #c7372c;
        }
        @media (prefers-color-scheme: dark) {
            :root {
                --ground: #12171e; --card: #1b222b; --line: #36404d; --text: #e7ebf0; --quiet: #a5b0be;
                --link: #9cc2ff; --focus: #9cc2ff;
                --blue: #78adff; --green: #5fce8e; --on-fleet: #0d131a; --standby: #a0abb9;
                --well: #222b36; --warn: #3a2d10; --warn-text: #ffcf70; --warn-line: #b98a2a;
                --alarm: #401a18; --alarm-text: #ffa9a1; --alarm-line: #d35b51;
            }
        }
        * { box-sizing: border-box; }
        html { scroll-behavior: auto; scroll-padding-top: 0.5rem; }
        body {
            margin: 0; background: var(--ground); color: var(--text);
            font: 0.9375rem/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
            font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
        }
        header, main, footer { max-width: 84rem; margin: 0 auto; padding: 0 1.25rem; }
        a { color: var(--link); text-underline-offset: 0.15em; text-decoration-thickness: 1px; }
        a:hover { text-decoration-thickness: 2px; }
        :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
        .skip { position: absolute; left: -100rem; }
        .skip:focus { left: 1rem; top: 0.5rem; background: var(--card); padding: 0.5rem; }
        small { font-size: 0.8125rem; color: var(--quiet); }
        .quiet { color: var(--quiet); }
        p { margin: 0.4rem 0; }

        header { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; align-items: baseline; padding-top: 0.9rem; }
        .brand { margin: 0; font-weight: 600; }
        .brand .letter + .letter { margin-right: 0.35rem; }
        nav ul { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; list-style: none; margin: 0; padding: 0; }
        nav a { text-decoration: none; display: inline-block; padding: 0.2rem 0; }
        nav a:hover { text-decoration: underline; }

        section { margin: 1.3rem 0 0; min-width: 0; }
        h2 { font-size: 1.0625rem; margin: 0 0 0.45rem; }
        .pair { display: grid; gap: 0 1.5rem; grid-template-columns: 1fr; }

        .verdict {
            background: var(--well); border: 1px solid var(--line); border-left: 0.5rem solid var(--standby);
            border-radius: 6px; padding: 0.7rem 1.1rem;
        }
        .verdict h1 { font-size: 1.375rem; line-height: 1.3; margin: 0; }
        .verdict h1 .mark { margin-right: 0.5rem; }
        .verdict.attention { background: var(--warn); border-color: var(--warn-line); }
        .verdict.attention h1 { color: var(--warn-text); }
        .verdict.alarm { background: var(--alarm); border-color: var(--alarm-line); }
        .verdict.alarm h1 { color: var(--alarm-text); }
        .verdict ul { margin: 0.4rem 0 0; padding: 0; list-style: none; }
        .verdict li { padding: 0.1rem 0; }

        .tiles { display: grid; gap: 0.6rem; grid-template-columns: repeat(auto-fit, minmax(11.5rem, 1fr)); margin: 0.7rem 0 0; }
        .tiles div { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 0.55rem 0.9rem; }
        .tiles dt { color: var(--quiet); font-size: 0.8125rem; }
        .tiles dd { margin: 0; display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.6rem; }
        .tiles .number { font-size: 1.6rem; line-height: 1.25; font-weight: 650; color: var(--text); text-decoration: none; }
        .tiles .number:hover { text-decoration: underline; }

        .facts {
            margin: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: 0 1.5rem;
            background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 0 0.9rem; overflow: hidden;
        }
        .facts div { display: flex; gap: 0.7rem; justify-content: space-between; padding: 0.35rem 0; border-top: 1px solid var(--line); margin-top: -1px; }
        @media (min-width: 60rem) {
            .pair { grid-template-columns: minmax(0, 11fr) minmax(0, 9fr); }
            .pair .facts { grid-template-columns: 5fr 6fr; }
        }
        .facts dt { color: var(--quiet); flex: none; }
        .facts dd { margin: 0; text-align: right; }

        table { border-collapse: collapse; width: 100%; background: var(--card); border: 1px solid var(--line); }
        th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.9rem; border-bottom: 1px solid var(--line); }
        thead th { color: var(--quiet); font-size: 0.8125rem; font-weight: 600; white-space: nowrap; background: var(--well); }
        tbody th { font-weight: 600; }
        .cards tbody th { min-width: 9.5rem; }
        .whole { white-space: nowrap; }
        tbody tr:last-child > * { border-bottom: 0; }
        .scrolled { overflow-x: auto; }
        .plain td, .plain th { padding: 0.35rem 0.6rem; font-size: 0.875rem; }
        .plain small { display: block; }
        .plain time, .plain a { white-space: nowrap; }
        .plain th:nth-child(1) { min-width: 14rem; }
        .plain th:nth-child(2) { min-width: 9.5rem; }
        .plain th:nth-child(3) { min-width: 13rem; }
        .plain th:nth-child(4) { min-width: 8.5rem; }
        .plain th:nth-child(6) { min-width: 12rem; }
        .plain th:nth-child(7) { min-width: 6.5rem; }

        .letter {
            display: inline-block; min-width: 1.35em; padding: 0 0.2em; margin-right: 0.3em; text-align: center;
            font-size: 0.8125rem; line-height: 1.4; font-weight: 700; border-radius: 3px;
            border: 1px solid var(--standby); color: var(--standby);
        }
        .letter.serving.blue { background: var(--blue); border-color: var(--blue); color: var(--on-fleet); }
        .letter.serving.green { background: var(--green); border-color: var(--green); color: var(--on-fleet); }
        .letter.absent { border-style: dashed; }
        .lane { white-space: nowrap; line-height: 1.7; }
        .lane.standby, .lane.absent { color: var(--quiet); }

        .status { white-space: nowrap; font-weight: 600; }
        .status .mark { display: inline-block; min-width: 1.1em; }
        .status.out_of_service { color: var(--quiet); font-weight: 400; }
        .status.down { color: var(--alarm-text); }
        .status.starting, .status.unknown { color: var(--warn-text); }
        .late { color: var(--warn-text); white-space: nowrap; }
        .tag {
            white-space: nowrap; padding: 0 0.4em; border: 1px solid var(--line); border-radius: 3px;
            font-size: 0.8125rem; font-weight: 400; color: var(--quiet);
        }
        .group { margin: 0; line-height: 1.7; }
        .group p { margin: 0.2rem 0 0.4rem; }
        .instance { display: inline-block; max-width: 100%; }
        .instance .letter { margin-right: 0.2em; }

        summary { cursor: pointer; }
        .app, .folded { background: var(--card); border: 1px solid var(--line); border-radius: 6px; margin: 0.4rem 0; padding: 0.1rem 0.9rem; }
        .app > summary, .folded > summary { padding: 0.4rem 0; }
        .app > summary bdi { font-weight: 600; margin-right: 0.6rem; }
        .app > summary .status { margin-right: 0.6rem; font-size: 0.875rem; }
        .app > div { margin: 0.2rem -0.9rem; scroll-margin-top: 3.5rem; }
        .app table, .folded table { border-width: 1px 0 0; }
        .folded > table { margin: 0.2rem -0.9rem; width: calc(100% + 1.8rem); }

        footer { padding-top: 1.2rem; padding-bottom: 2rem; color: var(--quiet); font-size: 0.875rem; }

        @media (max-width: 44rem) {
            header, main, footer { padding-left: 0.8rem; padding-right: 0.8rem; }
            .tiles { grid-template-columns: 1fr 1fr; }
            .verdict h1 { font-size: 1.2rem; }
            .facts { grid-template-columns: 1fr; }
            .cards, .cards tbody, .cards tr, .cards th, .cards td { display: block; }
            .cards thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
            .cards tr { border-bottom: 1px solid var(--line); padding: 0.4rem 0; }
            .cards tr:last-child { border-bottom: 0; }
            .cards td, .cards tbody th { border: 0; padding: 0.1rem 0.8rem; }
            .cards td::before { content: attr(data-column) ": "; color: var(--quiet); font-size: 0.8125rem; }
            .cards td:has(> .lane)::before, .cards td:has(> .group)::before { display: block; }
        }
        @media print {
            :root {
                --ground: #ffffff; --card: #ffffff; --line: #999999; --text: #000000; --quiet: #333333; --link: #000000;
                --blue: #ffffff; --green: #ffffff; --on-fleet: #000000; --standby: #555555;
                --well: #ffffff; --warn: #ffffff; --warn-text: #000000; --alarm: #ffffff; --alarm-text: #000000;
            }
            body { font-size: 9pt; }
            nav, .skip { display: none; }
            .letter.serving.blue, .letter.serving.green { border: 2px solid #000000; }
            .plain th:nth-child(n) { min-width: 0; }
            .scrolled { overflow: visible; }
            details::details-content { content-visibility: visible; height: auto; }
            tr, .tiles div { break-inside: avoid; }
            h2, h3 { break-after: avoid; }
        }

        """
}
