/**
 * Text that people or other programs wrote, how it is read and how messages repeat it; and numbers as people read them. On
 * the ground floor: any room may call it.
 */
package topspin.text;
