import { staffDoorRoutes, staffRoutes } from '../features/staff/routes.ts'
import { staffAddress, staffSession } from './middleware/staff.ts'
import { newRouter } from './router.ts'

/** Routes of the platform's staff: from listed addresses alone, behind a session of their own. */
export const staffRouter = newRouter()
staffRouter.use('/admin/*', staffAddress)
staffRouter.route('/', staffDoorRoutes)
staffRouter.use('/admin/*', staffSession)
staffRouter.route('/', staffRoutes)
