// Days as the API has them ("2026-01-20"), and as they are said.

const DAY = 24 * 60 * 60 * 1000;

// How many days from `today` until `day`; negative where it is over.
export function daysUntil(day, today) {
  return Math.round((Date.parse(day) - Date.parse(today)) / DAY);
}

export function longDay(day) {
  const [year, month, date] = day.split("-").map(Number);
  return `${year}年${month}月${date}日`;
}

// 1月26日; with the year where it is not that of `today`.
export function shortDay(day, today) {
  return longDay(day).replace(`${Number(today.slice(0, 4))}年`, "");
}
