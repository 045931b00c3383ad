/**
 * Goes on with what is there, or will be: at once where it is. Nearly always it is, and a call that waits all the same waits behind
 * everything else that is ready. Throws, or rejects with, what `next` throws.
 */
export function whenThere<T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> {
	return value instanceof Promise ? value.then(next) : next(value);
}
