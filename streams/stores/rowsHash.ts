/** How many rows there are, and their hash: 32 hexadecimal digits. */
export interface RowsFigure {
  readonly rows: number
  readonly hash: string
}
