/** Members of an object that are made when they are first asked for: trying what a runtime can do takes time that an import should not. */

/** `eager` with one more member for each maker, which runs once, at the first use. */
export function withLazy<Eager extends object, Makers extends Readonly<Record<string, () => unknown>>>(
  eager: Eager,
  makers: Makers,
): Eager & { readonly [Name in keyof Makers]: ReturnType<Makers[Name]> } {
  for (const [name, make] of Object.entries(makers)) {
    Object.defineProperty(eager, name, {
      enumerable: true,
      configurable: true,
      get() {
        const value = make();
        Object.defineProperty(eager, name, { enumerable: true, value });
        return value;
      },
    });
  }
  return eager as Eager & { readonly [Name in keyof Makers]: ReturnType<Makers[Name]> };
}
