/** Spaces of observations and actions: number, kind and bounds of elements. Every package may use it. */
package topspin.space;
