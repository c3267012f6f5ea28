/**
 * Environments as the trainer sees them: one {@link topspin.env.Environment}, many stepped in parallel, and the
 * registry of those that providers on the class path bring. Depends only on the lowest packages; environments implement
 * it, collectors step it.
 */
package topspin.env;
