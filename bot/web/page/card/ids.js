// Several cards stand in one page: an id is given once.
let given = 0;

export function uniqueId() {
  given += 1;
  return `card-${given}`;
}
