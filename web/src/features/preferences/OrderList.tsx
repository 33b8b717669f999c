import {
  closestCenter,
  DndContext,
  DragOverlay,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
  type Announcements,
} from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { useViewer } from '@/api/session';
import { daysBetween } from '@/lib/dates';
import { dateOnly, dateWithYear, formatNumber } from '@/lib/format';
import { useIsPhone } from '@/lib/useMedia';
import { Icon } from '@/ui/Icon';
import { Menu } from '@/ui/Menu';
import { SourceMark } from '@/ui/SourceMark';
import { moveBy, moveTo, setNever, type Draft } from './draft';
import type { RankedSource } from './queries';
import { ROADS } from './words';

type Item = RankedSource | Pick<RankedSource, 'source'>;
type Move = 'up' | 'down' | 'top';

/** The order as a list: dragged by its handle, or moved by buttons, or lifted and moved by keys. */
export function OrderList({
  items,
  draft,
  category,
  onChange,
}: {
  items: readonly Item[];
  draft: Draft;
  category: string;
  onChange: (draft: Draft) => void;
}) {
  const { t } = useLingui();
  const list = useRef<HTMLOListElement>(null);
  const [lifted, setLifted] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const pressed = useRef<{ id: string; move: Move } | null>(null);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const ids = items.map((i) => i.source.id);
  const nameOf = (id: string | number): string => items.find((i) => i.source.id === id)?.source.name ?? '';
  const placeOf = (id: string | number | undefined): number => (id === undefined ? 0 : ids.indexOf(String(id)) + 1);
  // Rows that change places can lose the focus of the button that moved them.
  useEffect(() => {
    const { id, move } = pressed.current ?? {};
    pressed.current = null;
    if (!id) return;
    const row = list.current?.querySelector(`[data-source="${quoted(id)}"]`);
    const button = row?.querySelector<HTMLButtonElement>(`[data-move="${move}"]:not(:disabled)`);
    (button ?? row?.querySelector<HTMLButtonElement>('[data-move]:not(:disabled)'))?.focus();
  });
  const shift = (id: string, move: Move) => {
    const at = ids.indexOf(id);
    const next = move === 'top' ? moveTo(draft, id, 0) : moveBy(draft, id, move === 'up' ? -1 : 1);
    pressed.current = { id, move };
    onChange(next);
    const place = move === 'top' ? 1 : at + (move === 'up' ? 0 : 2);
    setSaid(t`${nameOf(id)} is now ${place} of ${ids.length}.`);
  };
  const announcements: Announcements = {
    onDragStart: ({ active }) => t`${nameOf(active.id)} lifted, place ${placeOf(active.id)} of ${ids.length}.`,
    onDragOver: ({ active, over }) => (over ? t`${nameOf(active.id)} over place ${placeOf(over.id)} of ${ids.length}.` : undefined),
    onDragEnd: ({ active, over }) => t`${nameOf(active.id)} dropped at place ${placeOf(over?.id ?? active.id)} of ${ids.length}.`,
    onDragCancel: ({ active }) => t`${nameOf(active.id)} is back at place ${placeOf(active.id)}.`,
  };
  const active = items.find((i) => i.source.id === lifted);
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      accessibility={{
        announcements,
        screenReaderInstructions: {
          draggable: t`Space lifts a source, the arrow keys move it, Space drops it, Escape puts it back.`,
        },
      }}
      onDragStart={({ active: a }) => {
        setLifted(String(a.id));
        setOver(null);
      }}
      onDragOver={({ over: o }) => setOver(o ? String(o.id) : null)}
      onDragCancel={() => setLifted(null)}
      onDragEnd={({ active: a, over: o }) => {
        setLifted(null);
        if (o && o.id !== a.id) onChange(moveTo(draft, String(a.id), ids.indexOf(String(o.id))));
      }}
    >
      <SortableContext items={ids} strategy={verticalListSortingStrategy}>
        <ol className="ord-list" ref={list} aria-label={t`Order of sources for ${category}`}>
          {items.map((item, i) => (
            <SortableRow
              key={item.source.id}
              item={item}
              place={i + 1}
              last={i === items.length - 1}
              category={category}
              onShift={(move) => shift(item.source.id, move)}
              onNever={() => onChange(setNever(draft, item.source.id))}
            />
          ))}
        </ol>
      </SortableContext>
      <DragOverlay dropAnimation={null}>
        {active ? (
          <div className="ord-item is-lifted">
            <span className="grip">
              <Icon name="grip" />
            </span>
            <RowFace item={active} place={placeOf(over ?? active.source.id)} />
          </div>
        ) : null}
      </DragOverlay>
      <span className="vh" aria-live="polite">
        {said}
      </span>
    </DndContext>
  );
}

/** Ids are opaque texts; in a selector they must be quoted safely. */
const quoted = (id: string): string => id.replace(/["\\]/g, '\\$&');

function SortableRow({
  item,
  place,
  last,
  category,
  onShift,
  onNever,
}: {
  item: Item;
  place: number;
  last: boolean;
  category: string;
  onShift: (move: Move) => void;
  onNever: () => void;
}) {
  const { t } = useLingui();
  const phone = useIsPhone();
  const { id, name } = item.source;
  const { attributes, isDragging, listeners, setActivatorNodeRef, setNodeRef, transform, transition } = useSortable({ id });
  return (
    <li
      ref={setNodeRef}
      className={`ord-item${isDragging ? ' is-slot' : ''}`}
      data-source={id}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <button
        type="button"
        className="grip"
        ref={setActivatorNodeRef}
        {...attributes}
        {...listeners}
        aria-label={t`Move ${name}`}
        aria-roledescription={t`sortable`}
      >
        <Icon name="grip" />
      </button>
      <RowFace item={item} place={place} />
      <div className="moves">
        <MoveButton move="up" label={t`${name} up`} off={place === 1} onShift={onShift} />
        <MoveButton move="down" label={t`${name} down`} off={last} onShift={onShift} />
        {phone ? null : <MoveButton move="top" label={t`${name} to top`} off={place === 1} onShift={onShift} />}
        <Menu
          label={t`More for ${name}`}
          trigger={<Icon name="more" small />}
          items={[
            ...(phone
              ? [{ key: 'top', label: <Trans>To top</Trans>, disabled: place === 1, onSelect: () => onShift('top') }]
              : []),
            { key: 'never', label: <Trans>Never use for {category}</Trans>, onSelect: onNever },
          ]}
        />
      </div>
    </li>
  );
}

function MoveButton({ move, label, off, onShift }: { move: Move; label: string; off: boolean; onShift: (move: Move) => void }) {
  return (
    <button
      type="button"
      className="btn btn-s btn-i"
      data-move={move}
      aria-label={label}
      disabled={off}
      onClick={() => onShift(move)}
    >
      <Icon name={move} small />
    </button>
  );
}

function RowFace({ item, place }: { item: Item; place: number }) {
  const viewer = useViewer();
  const { source } = item;
  const days = 'days' in item ? item.days : 0;
  const lastDay = 'lastDay' in item ? item.lastDay : null;
  const road = ROADS[source.road];
  // A source that still delivers needs no date; one that has stopped does.
  const lastText = !lastDay || daysBetween(lastDay, viewer.today) <= 2
    ? ''
    : lastDay.slice(0, 4) === viewer.today.slice(0, 4)
      ? dateOnly(lastDay)
      : dateWithYear(lastDay);
  return (
    <>
      <span className="rank">{place}</span>
      <SourceMark source={source} />
      <div style={{ minWidth: 0 }}>
        <p className="t-name clip">{source.name}</p>
        <p className="t-cap ink-3">
          {days > 0 ? (
            <>
              <Trans>{formatNumber(days)} of 31 days</Trans>
              {lastText ? <Trans>, last {lastText}</Trans> : null}
            </>
          ) : (
            <Trans>nothing in the last 31 days</Trans>
          )}
          {source.byHand ? <Trans>; entered by hand</Trans> : road && source.name !== road ? <Trans>; through {road}</Trans> : null}
        </p>
      </div>
    </>
  );
}
