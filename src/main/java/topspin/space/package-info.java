/**
 * What observations and actions look like: how many elements, of which kind, within which bounds. On the ground floor:
 * every room may ask.
 */
package topspin.space;
