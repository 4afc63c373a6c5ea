/// The page's style: light and dark by the reader's preference, one column on a phone.
///
/// Profit and loss, purchase and sale are told apart by blue and orange, which people with any
/// common colour blindness can, and by sign or shape as well.
enum PageStyle {
  static let text = """
    :root { color-scheme: light dark; --paper: #fff; --card: #f6f7f9; --ink: #1b2130;
      --soft: #5b6475; --line: #d9dee7; --up: #0b6bcb; --down: #c2500a; --accent: #0b6bcb;
      --band: #0b6bcb33; --fall: #c2500a40; }
    @media (prefers-color-scheme: dark) { :root { --paper: #11151c; --card: #1a202b;
      --ink: #e8ecf3; --soft: #9aa5b8; --line: #2f3848; --up: #5db0ff; --down: #ff9d57;
      --accent: #5db0ff; --band: #5db0ff40; --fall: #ff9d5740; } }
    * { box-sizing: border-box; }
    body { margin: 0; overflow-wrap: anywhere; background: var(--paper); color: var(--ink);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
    header, main { max-width: 1200px; margin: 0 auto; padding: 0 20px; }
    header { padding-top: 24px; }
    h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 10px; overflow-wrap: anywhere; }
    h2 { font-size: 1.2rem; margin: 0 0 10px; }
    nav { display: flex; flex-wrap: wrap; gap: 4px 18px; padding-bottom: 8px;
      border-bottom: 1px solid var(--line); font-size: .92rem; }
    a { color: var(--accent); }
    nav a { text-decoration: none; padding: 4px 0; }
    nav a:hover { text-decoration: underline; }
    section { padding: 22px 0 6px; scroll-margin-top: 4px; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
    dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(260px, 1fr));
      gap: 8px 28px; margin: 0 0 12px; }
    dt { color: var(--soft); font-size: .84rem; }
    dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
    .tiles { grid-template-columns: repeat(auto-fit, minmax(160px, 1fr)); gap: 10px;
      margin-bottom: 18px; }
    .tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
      padding: 10px 14px; }
    .tile dd { font-size: 1.15rem; font-weight: 600; line-height: 1.3; }
    .up, .tile.up dd { color: var(--up); }
    .down, .tile.down dd { color: var(--down); }
    .tile.up, .tile.down { color: inherit; }
    figure { margin: 0 0 14px; }
    figure svg { display: block; }
    .scroll.bare { border: 0; border-radius: 0; max-height: 80vh; }
    figcaption { color: var(--soft); font-size: .88rem; margin-bottom: 4px; }
    canvas { display: block; width: 100%; background: var(--card);
      border: 1px solid var(--line); border-radius: 10px; touch-action: pan-y; cursor: crosshair; }
    .readout { display: block; min-height: 1.5em; font-size: .84rem; color: var(--soft);
      font-variant-numeric: tabular-nums; }
    .toolbar { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin-bottom: 8px; }
    button, select { font: inherit; color: var(--ink); background: var(--card);
      border: 1px solid var(--line); border-radius: 8px; min-width: 40px; min-height: 38px;
      padding: 4px 12px; max-width: 100%; }
    button:hover { border-color: var(--accent); }
    .scroll { overflow: auto; max-height: 460px; border: 1px solid var(--line);
      border-radius: 10px; margin-bottom: 10px; }
    table { border-collapse: collapse; width: 100%; font-size: .88rem;
      font-variant-numeric: tabular-nums; }
    caption { position: absolute; width: 1px; height: 1px; overflow: hidden;
      clip-path: inset(50%); }
    th, td { padding: 5px 12px; text-align: right; white-space: nowrap;
      border-bottom: 1px solid var(--line); }
    th { position: sticky; top: 0; background: var(--card); font-weight: 600; }
    .w { text-align: left; }
    td.w { white-space: normal; overflow-wrap: break-word; min-width: 5em; max-width: 32em; }
    details { margin: 6px 0 12px; }
    summary { cursor: pointer; color: var(--accent); padding: 4px 0; }
    details dl { margin-top: 8px; }
    p { margin: 0 0 10px; color: var(--soft); font-size: .92rem; }
    @media (max-width: 600px) { header, main { padding-left: 14px; padding-right: 14px; }
      h1 { font-size: 1.35rem; } dl { grid-template-columns: 1fr; }
      .tiles { grid-template-columns: 1fr 1fr; } .tile dd { font-size: 1.05rem; }
      .toolbar button { flex: 1 1 40px; min-height: 44px; } }
    @media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
    @media print { .toolbar { display: none; } .scroll { max-height: none; } }
    """
}
