/** Atomically written files, locks between processes, and descriptions of file problems. Every package may use it. */
package topspin.file;
