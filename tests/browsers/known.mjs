// Bars that are missed, are known to be, and cannot be held yet: each by the first words of what it measures, with the figure
// that is known and the reason. A miss that is worse, or that does not stand here, fails; one that holds again is told, so
// that its line goes.
export const KNOWN = [
];
