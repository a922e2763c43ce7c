/** What the doctor found. Plain data. */
export interface DoctorReport {
  readonly checkedUtc: string
  readonly checks: readonly DoctorCheck[]
  /** All of it as text, for a bug report. */
  readonly text: string
}

/** One thing looked at. */
export interface DoctorCheck {
  /** Stable, kebab-case: `permission`. */
  readonly id: string
  readonly title: string
  /** `none`: it could not be checked, or there is nothing to check. */
  readonly state: 'ok' | 'warning' | 'error' | 'none'
  /** One line: what is the case. */
  readonly message: string
  readonly mend: DoctorMend | null
}

/** What mends it. */
export interface DoctorMend {
  readonly explanation: string
  /** Lines for a terminal; null where the hand does it. */
  readonly commands: string | null
}

/** About this program and where it runs; nothing that names a person. */
export interface SystemReport {
  readonly name: string
  readonly version: string
  /** Name and version of what it runs on, in the order they are shown: Electron, Node, the system. */
  readonly runtimes: readonly { readonly name: string; readonly version: string }[]
  /** All of it as text, for a bug report. */
  readonly text: string
}
