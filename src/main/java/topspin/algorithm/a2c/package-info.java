/** Synchronous advantage actor–critic: its keys and rules, and the update. */
package topspin.algorithm.a2c;
