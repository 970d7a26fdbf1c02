export { createGoOn } from './create-go-on.ts';
