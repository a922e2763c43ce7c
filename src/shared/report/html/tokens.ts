/** The app's design tokens, as far as the report needs them. Dark on a screen only: paper is white. */
export const TOKENS = `
:root {
  --font-ui: "Inter", system-ui, -apple-system, "Segoe UI", "Cantarell", "Noto Sans", sans-serif;
  --font-mono: "JetBrains Mono", ui-monospace, "SF Mono", "Cascadia Mono", "Menlo", "DejaVu Sans Mono", monospace;
  --text-micro: 11px; --text-small: 12px; --text-body: 13px; --text-lead: 15px; --text-title: 20px;
  --leading-tight: 1.2; --leading-body: 1.45;
  --weight-medium: 500; --weight-strong: 600;
  --space-1: 4px; --space-2: 8px; --space-3: 12px; --space-4: 16px; --space-6: 24px; --space-8: 32px; --space-10: 40px;
  --radius-chip: 2px; --radius-cell: 3px; --radius-control: 5px; --radius-sheet: 8px;
  --line: 1px solid var(--c-hairline);
  color-scheme: light;
  --c-bg: #F6F7F8; --c-surface: #FFFFFF; --c-sunken: #EEF0F2;
  --c-hairline: #DFE2E6; --c-hairline-strong: #BFC4CB; --c-control: #858C96; --c-hatch: #C9CED4;
  --c-ink: #16181C; --c-ink-2: #454A52; --c-ink-3: #5F6670;
  --c-accent: #4A43C4; --c-accent-ink: #423BB5; --c-accent-tint: #ECEBFA;
  --c-ok: #126B45; --c-ok-tint: #E2F2E9; --c-warn: #7D5000; --c-warn-tint: #FBF0D9;
  --c-danger: #B3261E; --c-danger-tint: #FCEAE8;
  --c-kind-persistent: #0069A6; --c-kind-volatile: #A66300; --c-kind-fixed: #007A58; --c-kind-random: #A63F78;
  --c-kind-conflict: #BB4A00; --c-kind-plain: #666B73; --c-kind-arp: #454A52;
  --c-role-address: #E4E7EB; --c-role-address-ink: #2B2F36; --c-role-command: #E3E1FA; --c-role-command-ink: #3730A3;
  --c-role-count: #F3F4F6; --c-role-count-ink: #454A52; --c-role-udid: #DDECF6; --c-role-udid-ink: #0B4568;
  --c-role-addrbyte: #FAE8C3; --c-role-addrbyte-ink: #6A4300; --c-role-pec: #D8EFE3; --c-role-pec-ink: #0C553A;
  --c-role-pec-bad: #B3261E; --c-role-pec-bad-ink: #FFFFFF;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --c-bg: #0F1114; --c-surface: #15181C; --c-sunken: #0B0D0F;
    --c-hairline: #272C33; --c-hairline-strong: #3D444D; --c-control: #6F7782; --c-hatch: #333A42;
    --c-ink: #E9EBEE; --c-ink-2: #B6BCC5; --c-ink-3: #939BA6;
    --c-accent: #A39DFF; --c-accent-ink: #B4AFFF; --c-accent-tint: #25244A;
    --c-ok: #5CCB97; --c-ok-tint: #11291F; --c-warn: #E9B44C; --c-warn-tint: #2C220E;
    --c-danger: #FF8A7E; --c-danger-tint: #351614;
    --c-kind-persistent: #5DB2E8; --c-kind-volatile: #F0AE3A; --c-kind-fixed: #3CC79B; --c-kind-random: #E59AC5;
    --c-kind-conflict: #FF8D50; --c-kind-plain: #9BA3AD; --c-kind-arp: #B6BCC5;
    --c-role-address: #2B3138; --c-role-address-ink: #D5DAE0; --c-role-command: #302E62; --c-role-command-ink: #CBC8FF;
    --c-role-count: #1E2329; --c-role-count-ink: #B6BCC5; --c-role-udid: #12324A; --c-role-udid-ink: #A9D6F3;
    --c-role-addrbyte: #3D2E0C; --c-role-addrbyte-ink: #F4CB80; --c-role-pec: #12372A; --c-role-pec-ink: #8FE0B9;
    --c-role-pec-bad: #FF8A7E; --c-role-pec-bad-ink: #1D0906;
  }
}
@media (prefers-contrast: more) {
  :root { --c-ink-3: var(--c-ink-2); --c-hairline: var(--c-control); --c-hairline-strong: var(--c-control); }
}
`
