import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { language, say } from '../../language.ts'
import { Button } from '../../parts/Button.tsx'
import { FlowBox } from './FlowBox.tsx'
import { FlowLines } from './FlowLines.tsx'
import { layoutOf } from './graph/layoutOf.ts'
import type { Layout, Rect } from './graph/placed.ts'
import { reachOf } from './graph/reach.ts'
import { type Direction, nextTo } from './graph/walk.ts'
import { measured } from './measured.ts'
import { texts } from './texts.ts'
import type { Live } from './useFlow.ts'
import { fitted, lookAt, type View, zoomed } from './viewport.ts'
import './flow.css'

export interface FlowCanvasProps {
  readonly live: Live
  /** Subtopologies that are drawn with their steps. */
  readonly open: ReadonlySet<string>
  readonly onToggle: (part: string) => void
  readonly chosen: string | null
  readonly onChoose: (step: string) => void
  readonly onStore: (store: string) => void
}

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}
/** Smaller than so, names cannot be read. */
const readable = 0.6
/** Of a step's panel, which lies over the right of the drawing. */
const panelWidth = 440
/** A press that moves by more is a drag. */
const dragPx = 4

/** The drawn topology: dragged, zoomed, walked along by arrow keys. */
export function FlowCanvas({ live, open, onToggle, chosen, onChoose, onStore }: FlowCanvasProps) {
  const t = say(texts)
  const { graph } = live
  const frame = useRef<HTMLElement>(null)
  const layout = useMemo(() => layoutOf(graph, open, measured), [graph, open])
  const elements = useMemo(() => elementsOf(layout), [layout])
  const [view, look] = useState<View>({ x: 0, y: 0, scale: 1 })
  const isOwn = useRef(false)
  const [current, walkTo] = useState<string | null>(null)
  const [pointed, point] = useState<string | null>(null)

  const fit = (readable?: number) => {
    isOwn.current = false
    look(fitted(frame.current!.clientWidth, layout.width, readable))
  }
  const opened = useRef(open)
  useLayoutEffect(() => {
    const before = opened.current
    opened.current = open
    const [fresh, ...others] = [...open].filter(part => !before.has(part))
    if (fresh !== undefined && others.length === 0 && before !== open) {
      isOwn.current = true
      const { clientWidth: width } = frame.current!
      const box = layout.boxes.find(({ part }) => part === fresh)!
      look(lookAt(box, { width, height: Math.min(layout.height, innerHeight * 0.78) }))
    } else if (open.size === 0 || others.length > 0) fit(readable)
    const sized = new ResizeObserver(() => {
      if (!isOwn.current) fit(open.size === 0 ? undefined : readable)
    })
    sized.observe(frame.current!)
    return () => sized.disconnect()
  }, [layout])

  const zoom = (by: number, at?: { readonly x: number; readonly y: number }) => {
    isOwn.current = true
    const { clientWidth, clientHeight } = frame.current!
    look(view => zoomed(view, by, at ?? { x: clientWidth / 2, y: clientHeight / 2 }))
  }
  useEffect(() => {
    const element = frame.current!
    // Without a key the wheel scrolls the page; a pinch comes as a wheel with one.
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      const { left, top } = element.getBoundingClientRect()
      zoom(Math.exp(-event.deltaY / 300), { x: event.clientX - left, y: event.clientY - top })
    }
    element.addEventListener('wheel', wheel, { passive: false })
    return () => element.removeEventListener('wheel', wheel)
  }, [])

  const drag = (down: PointerEvent) => {
    if (down.button !== 0) return
    const from = { x: down.clientX, y: down.clientY }
    const start = view
    let isDrag = false
    const element = frame.current!
    const move = (event: PointerEvent) => {
      const dx = event.clientX - from.x
      const dy = event.clientY - from.y
      if (!isDrag && Math.hypot(dx, dy) < dragPx) return
      if (!isDrag) element.setPointerCapture(down.pointerId)
      isDrag = true
      isOwn.current = true
      look({ ...start, x: start.x + dx, y: start.y + dy })
    }
    const up = () => {
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerup', up)
      element.removeEventListener('pointercancel', up)
    }
    element.addEventListener('pointermove', move)
    element.addEventListener('pointerup', up)
    element.addEventListener('pointercancel', up)
  }

  /** Focus goes there, and the drawing moves so that it is seen. */
  const go = (id: string) => {
    const rect = elements.get(id)
    if (!rect) return
    walkTo(id)
    const { clientWidth, clientHeight } = frame.current!
    look(view => shownIn(view, rect, clientWidth, clientHeight))
    requestAnimationFrame(() => {
      frame.current
        ?.querySelector<HTMLElement>(`[data-walk="${CSS.escape(id)}"]`)
        ?.focus({ preventScroll: true })
    })
  }
  const keyed = (event: KeyboardEvent) => {
    const direction = directions[event.key]
    const from = (event.target as HTMLElement).dataset.walk
    if (direction && from !== undefined) {
      event.preventDefault()
      const next = nextTo(elements.get(from)!, direction, elements)
      if (next !== null) go(next)
    } else if (event.key === '+' || event.key === '-') zoom(event.key === '+' ? 1.2 : 1 / 1.2)
    else if (event.key === '0') fit()
  }

  const lit =
    pointed ?? (current !== null && frame.current?.contains(document.activeElement) ? current : null)
  const steps = useMemo(
    () => stepsOf(live, lit ?? (chosen === null ? null : `step ${chosen}`)),
    [graph, lit, chosen],
  )
  const reach = useMemo(() => (steps.length > 0 ? reachOf(graph, steps) : null), [graph, steps])
  // What is told of in the panel is not behind it.
  useEffect(() => {
    if (chosen === null) return
    const rect = elements.get(`step ${chosen}`) ?? elements.get(`part ${graph.steps.get(chosen)!.part}`)!
    const { clientWidth, clientHeight } = frame.current!
    const free = innerWidth > 1000 ? clientWidth - panelWidth : clientWidth
    look(view => shownIn(view, rect, free, clientHeight))
  }, [chosen])
  const tabbed = current !== null && elements.has(current) ? current : elements.keys().next().value!
  const height = Math.max(320, Math.ceil(layout.height * fittedScale(view, isOwn.current)) + 4)

  return (
    <div class="flow-graph" lang={language.value}>
      <div class="flow-zoom">
        <Button small aria-label={t.zoomOut} title={t.zoomOut} onClick={() => zoom(1 / 1.25)}>
          −
        </Button>
        <Button small aria-label={t.zoomIn} title={t.zoomIn} onClick={() => zoom(1.25)}>
          +
        </Button>
        <Button small onClick={() => fit()}>
          {t.fit}
        </Button>
      </div>
      <section
        ref={frame}
        class="flow-canvas"
        style={{ height: `min(${height}px, 78vh)` }}
        onPointerDown={drag}
        onKeyDown={keyed}
        onPointerLeave={() => point(null)}
        onScroll={event => event.currentTarget.scrollTo(0, 0)}
        aria-label={t.canvas}
      >
        <div
          class="flow-world"
          style={{
            width: `${layout.width}px`,
            height: `${layout.height}px`,
            transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
          }}
        >
          <FlowLines layout={layout} live={live} reach={reach} />
          {layout.boxes.map(box => (
            <FlowBox
              key={box.part}
              box={box}
              live={live}
              reach={reach}
              chosen={chosen}
              tabbed={tabbed}
              onPoint={point}
              onFocus={walkTo}
              onToggle={() => onToggle(box.part)}
              onChoose={onChoose}
              onStore={onStore}
            />
          ))}
        </div>
      </section>
    </div>
  )
}

/** While it is fitted, the frame is as high as the drawing. */
const fittedScale = ({ scale }: View, isOwn: boolean) => (isOwn ? Math.max(scale, 0.5) : scale)

function elementsOf({ boxes }: Layout): ReadonlyMap<string, Rect> {
  const elements = new Map<string, Rect>()
  for (const box of boxes) {
    elements.set(`part ${box.part}`, { ...box, height: 34 })
    for (const row of box.rows) {
      if (row.kind === 'step') elements.set(`step ${row.step}`, row)
      else if (row.kind === 'store') elements.set(`store ${row.store}`, row)
      else if (row.kind === 'topic') elements.set(`topic ${row.topic}`, row)
    }
  }
  return elements
}

/** The steps that an element stands for. */
function stepsOf({ graph }: Live, element: string | null): readonly string[] {
  if (element === null) return []
  const space = element.indexOf(' ')
  const kind = element.slice(0, space)
  const name = element.slice(space + 1)
  const all = [...graph.steps.values()]
  const found = {
    part: () => all.filter(({ part }) => part === name),
    store: () => all.filter(({ stores }) => stores.includes(name)),
    topic: () => all.filter(({ kind, topics }) => kind === 'source' && topics.includes(name)),
    step: () => all.filter(step => step.name === name),
  }[kind as 'part' | 'store' | 'topic' | 'step']
  return found().map(({ name }) => name)
}

function shownIn(view: View, rect: Rect, width: number, height: number): View {
  const left = view.x + rect.x * view.scale
  const top = view.y + rect.y * view.scale
  const right = left + rect.width * view.scale
  const bottom = top + rect.height * view.scale
  const by = (low: number, high: number, most: number) =>
    low < 8 ? 8 - low : high > most - 8 ? Math.max(most - 8 - high, 8 - low) : 0
  return { ...view, x: view.x + by(left, right, width), y: view.y + by(top, bottom, height) }
}
