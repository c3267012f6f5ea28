/**
 * Models over sequences that learn from examples: layers one above the other, on the same cells and by the same sharded,
 * exact step of learning as policies. Labs use them, and any program may. Knows nothing of policies, worlds or runs.
 */
package topspin.supervised;
