/**
 * What a configuration may hold: ranges and choices of keys, and the complaint about a key that breaks them, which whoever
 * knows the file and the line completes. On the ground floor: every room that has keys checks its own.
 */
package topspin.config;
