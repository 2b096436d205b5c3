/** `ref={focused}`: focus goes there when it appears, because what had it is gone. */
export const focused = (element: HTMLElement | null): void => element?.focus()
