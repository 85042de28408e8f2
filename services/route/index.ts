export { RouteModule } from './route.module.ts';
