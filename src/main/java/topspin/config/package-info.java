/**
 * Rules of configurations: ranges and choices of keys, and the error about a key that breaks them, to which callers add
 * file and line. Every package that has keys checks its own.
 */
package topspin.config;
